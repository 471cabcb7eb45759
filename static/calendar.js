// The desk's grid with a mouse and with keys: events are dragged, made longer and shorter, and free hours are walked through with
// arrows. Every drag has fields as a way round: the clock on an event leads to them, for touch and without this script.

const DRAG_FROM = 5, GRIP = 7, DAY = 1440;  // pixels, pixels, minutes
const WIDE = matchMedia("(min-width: 60rem)");
let held = null;      // what is lifted: by a pointer or by keys
let focusNext = null; // the id of what had the focus, for what comes in its place
let sayNext = false;

const calendar = () => document.getElementById("calendar");
const mover = () => document.getElementById("mover");
const columns = () => [...calendar().querySelectorAll(".week .slots")];
const week = () => calendar()?.querySelector(".week.is-grid");
const minutesOf = (text) => Date.parse(`${text}Z`) / 60000;
const fieldOf = (minutes) => new Date(minutes * 60000).toISOString().slice(0, 16);
const hourOf = (minutes) => fieldOf(minutes).slice(11);
const clamp = (value, low, high) => Math.max(low, Math.min(value, high));

function say(text) {
  const place = document.getElementById("where");
  if (place) place.textContent = text;
}

function place(element, letter, number) {
  element.className = element.className.replace(new RegExp(`(^|\\s)${letter}\\d+(?=\\s|$)`), `$1${letter}${number}`);
}

// ---- Lifting, moving, putting down ----
function lift(block, resizing = false) {
  const { starts, ends, title } = block.dataset;
  const from = minutesOf(starts), until = minutesOf(ends);
  held = { block, resizing, title, from, until, days: 0, minutes: 0, longer: 0, strip: block.matches(".strip"), home: block.parentElement,
    next: block.nextElementSibling, classes: block.className, column: columns().findIndex((slots) => slots.contains(block)) };
  block.classList.add("is-lifted");
  block.querySelector(".lift")?.setAttribute("aria-pressed", "true");
}

function limits() {
  const { first, last } = week().dataset;
  const start = held.from % DAY, length = held.until - held.from;
  return { low: first * 15 - start, high: Math.max(first * 15, last * 15 - Math.min(length, last * 15 - start)) - start, last: last * 15 };
}

function show() {
  const { block, from, until, strip, column } = held;
  if (strip) return showStrip();
  const { low, high, last } = limits();
  held.days = clamp(held.days, -column, columns().length - 1 - column);
  held.minutes = clamp(held.minutes, low, high);
  held.longer = clamp(held.longer, 15 - (until - from), Math.max(0, last - ((from % DAY) + (until - from))));
  const start = (from % DAY) + held.minutes, end = Math.min(start + (until - from) + held.longer, last);
  const row = Math.floor(start / 15), list = columns()[column + held.days].querySelector(".blocks");
  place(block, "r", row - week().dataset.first);
  place(block, "s", clamp(Math.ceil(end / 15) - row, 2, 96));
  if (block.parentElement !== list) keepFocus(() => list.append(block));
  showHours(...times());
}

function showStrip() {
  const { block, classes } = held;
  const [first, length] = ["c", "w"].map((letter) => Number(classes.match(new RegExp(`\\b${letter}(\\d+)\\b`))[1]));
  held.days = clamp(held.days, -first, columns().length - 1 - first);
  place(block, "c", first + held.days);
  place(block, "w", Math.min(length, columns().length - first - held.days));
}

function showHours(start, end) {
  const [clock] = held.block.getElementsByTagName("time"), until = clock?.querySelector(".until");
  if (!until) return;
  clock.firstChild.nodeValue = hourOf(start);
  until.textContent = `–${hourOf(end)}`;
}

// Moving an element takes its focus away.
function keepFocus(change) {
  const focused = document.activeElement;
  held.moving = true;
  change();
  if (held.block.contains(focused)) focused.focus({ preventScroll: true });
  held.moving = false;
}

const times = () => {
  const by = held.days * DAY + held.minutes;
  return [held.from + by, held.until + by + held.longer];
};

function tell() {
  const [start, end] = times(), { dataset } = mover();
  const slots = columns().find((one) => one.dataset.date === fieldOf(start).slice(0, 10));
  say(dataset.at.replace("{day}", slots?.dataset.label ?? fieldOf(start).slice(0, 10)).replace("{from}", hourOf(start)).replace("{to}", hourOf(end)));
}

function putBack(quietly) {
  const { block, home, next, classes, from, until } = held;
  showHours(from, until);
  keepFocus(() => home.insertBefore(block, next?.parentElement === home ? next : null));
  block.className = classes;
  block.querySelector(".lift")?.removeAttribute("aria-pressed");
  held = null;
  document.documentElement.classList.remove("is-dragging");
  if (!quietly) say(mover().dataset.back);
}

async function putDown() {
  const [start, end] = times(), { block } = held, form = mover();
  if (start === held.from && end === held.until) return putBack();
  form.querySelectorAll("[data-time]").forEach((field) => field.remove());
  const { starts, ends } = block.dataset;
  for (const [name, value] of [["starts_at", fieldOf(start)], ["ends_at", fieldOf(end)], ["was", `${starts} ${ends}`]]) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    field.dataset.time = "";
    form.append(field);
  }
  form.action = block.dataset.event;
  focusNext = block.querySelector(".lift")?.id;
  sayNext = true;
  document.documentElement.classList.remove("is-dragging");
  if (!window.htmx) return form.submit();
  await window.htmx.ajax("POST", block.dataset.event, { source: form, target: "#calendar", swap: "outerHTML" });
  if (held && document.contains(block)) putBack(true);  // nothing came: it stands where it stood
  held = null;
}

// ---- By pointer; a finger scrolls ----
let drag = null;

document.addEventListener("pointerdown", (event) => {
  const block = event.target.closest?.(".can-drag [data-event]");
  if (!block || held || event.button || event.pointerType === "touch" || event.target.closest(".lift") || !WIDE.matches) return;
  const bottom = block.getBoundingClientRect().bottom;
  const resizing = block.matches(".block:not(.goes-on)") && event.clientY > bottom - GRIP;
  drag = { block, resizing, x: event.pageX, y: event.pageY, column: columnAt(event.clientX) };
});

function columnAt(x) {
  const all = columns();
  const found = all.findIndex((slots) => x < slots.getBoundingClientRect().right);
  return found < 0 ? all.length - 1 : found;
}

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!held) {
    if (Math.hypot(event.pageX - drag.x, event.pageY - drag.y) < DRAG_FROM) return;
    lift(drag.block, drag.resizing);
    document.documentElement.classList.add("is-dragging");
  }
  const { first, last } = week().dataset;
  const quarter = columns()[0].getBoundingClientRect().height / (last - first);
  const by = Math.round((event.pageY - drag.y) / quarter) * 15;
  if (held.resizing) held.longer = by;
  else Object.assign(held, { minutes: held.strip ? 0 : by, days: columnAt(event.clientX) - drag.column });
  show();
  tell();
});

function letGo(event) {
  if (drag && held) {
    const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
    document.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", swallow, true), 50);
    if (event.type === "pointerup") putDown(); else putBack();
  }
  drag = null;
}

document.addEventListener("pointerup", letGo);
document.addEventListener("pointercancel", letGo);
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.(".can-drag [data-event]")) event.preventDefault();  // the browser would drag the link
});

// ---- By keys ----
const STEPS = { ArrowUp: ["minutes", -15], ArrowDown: ["minutes", 15], ArrowLeft: ["days", -1], ArrowRight: ["days", 1] };

function liftedKey(event) {
  if (event.key === "Escape") { drag = null; putBack(); return true; }
  if (drag) return false;
  if (event.key === "Enter" || event.key === " ") { putDown(); return true; }
  const [what, by] = STEPS[event.key] ?? [];
  if (!what) return false;
  if (event.shiftKey && what === "minutes" && !held.strip && !held.block.matches(".goes-on")) held.longer += by;
  else if (!event.shiftKey) held[what] += held.strip && what === "minutes" ? 0 : by;
  show();
  tell();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (held) { if (liftedKey(event)) event.preventDefault(); return; }
  const handle = event.target.closest?.(".can-drag [data-event] .lift");
  if (handle && WIDE.matches && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    lift(handle.closest("[data-event]"));
    say(mover().dataset.lifted.replace("{title}", held.title));
  } else if (STEPS[event.key] && event.target.matches?.("#calendar .free")) walk(event);
});

document.addEventListener("focusout", () => {
  if (held && !drag && !held.moving && !sayNext) putBack();
});

// ---- Free hours: one stop for the tabulator, arrows between them ----
const freeIn = (list) => [...list.querySelectorAll(".free")];
const rowOf = (link) => Number(link.parentElement.className.match(/\br(\d+)/)?.[1] ?? 0);

function walk(event) {
  const lists = [...calendar().querySelectorAll(".frees")], link = event.target;
  const across = calendar().querySelector(".timeline") ? "minutes" : "days";
  const [what, by] = STEPS[event.key];
  let next;
  if (!lists.length) {
    const all = freeIn(calendar());
    next = all[all.indexOf(link) + Math.sign(by) * (what === "minutes" ? 7 : 1)];
  } else if (what === across) {
    const others = lists[lists.indexOf(link.closest(".frees")) + Math.sign(by)];
    next = others && freeIn(others).sort((a, b) => Math.abs(rowOf(a) - rowOf(link)) - Math.abs(rowOf(b) - rowOf(link)))[0];
  } else {
    const own = freeIn(link.closest(".frees"));
    next = own[own.indexOf(link) + Math.sign(by)];
  }
  event.preventDefault();
  if (!next) return;
  link.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

// ---- What comes in ----
function prepare() {
  if (!calendar()) return;
  freeIn(calendar()).forEach((link, number) => { link.tabIndex = number ? -1 : 0; });
  if (!mover() || !week()) return;
  week().classList.add("can-drag");
  for (const handle of week().querySelectorAll("[data-event] .lift")) {
    if (!WIDE.matches) continue;
    handle.setAttribute("role", "button");
    handle.setAttribute("aria-describedby", "lift-keys");
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#calendar a[hx-get]");
  if (link) focusNext = link.id || "calendar-title";
});

document.addEventListener("htmx:after:swap", () => {
  if (held && !document.contains(held.block)) held = null;
  prepare();
  const moved = document.querySelector("#just-moved p");
  if (sayNext && moved) say(moved.textContent);
  sayNext = false;
  if (focusNext) document.getElementById(focusNext)?.focus({ preventScroll: true });
  focusNext = null;
});

prepare();
