// What a page gains with JavaScript; each part has a way round without it. No eval, no inline handlers: listeners sit on the document,
// so they also serve what htmx brings in later.

const root = document.documentElement;

// ---- One form, one submission: a double click registers once ----
const sent = new WeakMap();
const release = (form) => { clearTimeout(sent.get(form)); sent.delete(form); form.removeAttribute("aria-busy"); };

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "again" in form.dataset) return;
  if (sent.has(form)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  form.setAttribute("aria-busy", "true");
  sent.set(form, setTimeout(release, 15000, form));
}, true);

document.addEventListener("htmx:finally:request", (event) => {
  const form = event.detail?.ctx?.sourceElement?.closest("form");
  if (form) release(form);
});

// The back button may bring a page back from memory as it was left.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[aria-busy]").forEach(release);
});

// ---- Copy, share, print, theme, save a picture ----
async function say(button, words) {
  if (button.ariaLive) return;  // it is still saying so
  button.ariaLive = "polite";
  const before = [...button.childNodes];
  button.replaceChildren(words);
  await new Promise((done) => setTimeout(done, 2500));
  button.replaceChildren(...before);
  button.ariaLive = null;
}

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {  // no permission, or plain http: the old way, with a field that is selected
    const field = Object.assign(document.createElement("textarea"), { value: text, className: "vh" });
    button.after(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
  }
  if (button.dataset.copied) await say(button, button.dataset.copied);
}

async function share(button) {
  const { share: url, title } = button.dataset;
  if (!navigator.share) return copy(button, url);
  try { await navigator.share({ url, title: title || document.title }); } catch { /* the reader closed the sheet */ }
}

// A ticket is drawn as SVG; telephones keep pictures better as PNG.
async function savePicture(link) {
  const picture = new Image();
  picture.src = link.href;
  await picture.decode();
  const canvas = document.createElement("canvas");
  const scale = 1200 / (picture.naturalWidth || 600);
  canvas.width = 1200;
  canvas.height = Math.round((picture.naturalHeight || 800) * scale);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const saved = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: link.dataset.savePicture });
  saved.click();
  setTimeout(() => URL.revokeObjectURL(saved.href), 10000);
}

function switchTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-share], [data-print], [data-theme-switch], [data-save-picture]");
  if (!button) return;
  const { dataset } = button;
  if ("copy" in dataset) copy(button, dataset.copy);
  else if ("share" in dataset) share(button);
  else if ("print" in dataset) print();
  else if ("themeSwitch" in dataset) switchTheme();
  else {
    event.preventDefault();
    savePicture(button).catch(() => { location.href = button.href; });
  }
});

// ---- The visitor's own time beside the event's, where their clocks differ ----
function addLocalTimes(within) {
  for (const time of within.querySelectorAll("time[data-local]:not([data-local-done])")) {
    time.dataset.localDone = "";
    const [, day, sign, hours, minutes] = time.dateTime.match(/^([\d-]{10})T.*([+-])(\d\d):?(\d\d)$/) ?? [];
    if (!day) continue;
    const moment = new Date(time.dateTime);
    const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
    if (-moment.getTimezoneOffset() === offset) continue;
    const sameDay = moment.toLocaleDateString("sv") === day;
    const words = moment.toLocaleString(root.lang === "en" ? "en-GB" : root.lang, {
      hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(sameDay ? {} : { weekday: "short", day: "numeric", month: "short" }),
    });
    const own = Object.assign(document.createElement("small"), { className: "your-time" });
    own.textContent = ` (${time.dataset.local.replace("{time}", words)})`;
    time.after(own);
  }
}

addLocalTimes(document);
document.addEventListener("htmx:after:swap", () => addLocalTimes(document));
