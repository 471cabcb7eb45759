// A screen of staff that nobody touches is covered, what was typed stays behind the cover. Without JavaScript the server asks for the
// password at the next click; it locks by itself in any case. All tabs share one clock, and one that is unlocked unlocks the others.

const cover = document.getElementById("lock");
const form = cover.querySelector("form");
const said = cover.querySelector("[role=alert]");
const idle = Number(cover.dataset.idle) * 1000;
let touched = Date.now(), told = touched;

const share = (name) => { try { localStorage[name] = Date.now(); } catch { /* storage is forbidden: each tab for itself */ } };
const shared = (name) => { try { return Number(localStorage[name] ?? 0); } catch { return 0; } };

function touch() {
  const now = Date.now();
  if (cover.open || now - touched < 1000) return;
  touched = now;
  share("touched");
  if (now - told < idle / 3) return;  // long typing sends nothing by itself, and the server would think that nobody is there
  told = now;
  fetch(cover.dataset.presence).catch(() => {});
}

function lock({ tell = true } = {}) {
  if (cover.open) return;
  said.textContent = "";
  cover.showModal();
  if (tell) fetch(cover.dataset.leave, { method: "POST", body: new FormData(form) }).catch(() => {});
}

function unlock() {
  touched = told = Date.now();
  form.reset();
  cover.close();
}

function look() {
  if (Date.now() - Math.max(touched, shared("touched")) >= idle) lock();
}

for (const sign of ["keydown", "pointerdown", "pointermove", "wheel"]) addEventListener(sign, touch, { capture: true, passive: true });
setInterval(look, Math.min(idle, 10000));
document.addEventListener("visibilitychange", look);
cover.addEventListener("cancel", (event) => event.preventDefault());
addEventListener("storage", ({ key }) => { if (key === "unlocked" && cover.open) unlock(); });
document.addEventListener("htmx:after:swap", () => {
  const mark = document.querySelector("[data-lock-now]");
  if (!mark) return;
  mark.removeAttribute("data-lock-now");
  lock({ tell: false });
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  said.textContent = "";
  const answer = await fetch(cover.dataset.unlock, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (answer?.status === 204) {
    unlock();
    share("unlocked");
    return;
  }
  const page = new DOMParser().parseFromString(await answer?.text() ?? "", "text/html");
  said.textContent = page.querySelector(".error-summary li")?.textContent ?? cover.dataset.failed;
  form.elements.password.select();
});

share("touched");
share("unlocked");
