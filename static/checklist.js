// Ticks of a checklist stay in this browser: nobody is asked who they are, and nothing is sent.

const list = document.getElementById("checklist");
const key = (box) => `checklist/${list.dataset.kept}/${box.id}`;
const boxes = [...list.querySelectorAll("input[type=checkbox]")];

try {
  for (const box of boxes) box.checked = localStorage.getItem(key(box)) === "1";
  list.addEventListener("change", (event) => localStorage.setItem(key(event.target), event.target.checked ? "1" : "0"));
  list.addEventListener("reset", () => { for (const box of boxes) localStorage.removeItem(key(box)); });
  list.querySelector("[data-kept-here]").hidden = false;
} catch { /* a browser that keeps nothing: the boxes can be ticked and printed all the same */ }
