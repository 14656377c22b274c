// Jobs of a plan are dragged by mouse and touch, or moved by the keys; what that would cost is asked of the server
// before it is kept. Without this script each job is a link to a small form that does the same.
const box = document.getElementById("gantt");
const DAY = 86400000;
let tried = null; // the job in hand: its link, where it is now, and where it was
let asked = 0;

const jobs = () => [...box.querySelectorAll("a.job")];
const rows = () => [...box.querySelectorAll("tr[data-crew]")];
const panel = () => box.querySelector("#move");
const iso = (day) => new Date(Date.parse(box.dataset.start) + day * DAY).toISOString().slice(0, 10);

const take = (link) => {
  if (tried?.link === link) return;
  putBack();
  const { job, day, crew } = link.dataset;
  const [focused, next] = [document.activeElement === link, link.nextElementSibling];
  tried = { link, next, job, was: { day: +day, crew: +crew }, day: +day, crew: +crew };
  link.parentNode.append(link); // over the others
  if (focused) link.focus({ preventScroll: true });
};

const draw = () => {
  const { link, was, day, crew } = tried;
  const row = (at) => rows().find((one) => +one.dataset.crew === at)?.querySelector("svg").getBoundingClientRect();
  const [from, to] = [row(was.crew), row(crew)];
  const size = link.closest("svg");
  const scale = size.getBoundingClientRect().height / size.height.baseVal.value || 1;
  const down = from && to ? (to.top - from.top) / scale : 0;
  link.setAttribute("transform", `translate(${(day - was.day) * box.dataset.day} ${down})`);
  link.classList.add("tried");
};

function putBack() {
  if (!tried) return;
  const { link, next } = tried;
  const focused = document.activeElement === link;
  link.removeAttribute("transform");
  link.classList.remove("tried", "cannot");
  link.parentNode.insertBefore(link, next); // jobs are walked through in the order of their days
  if (focused) link.focus({ preventScroll: true });
  tried = null;
  asked += 1;
  panel().replaceChildren();
  panel().hidden = true;
}

const say = async (query) => {
  const mine = ++asked;
  let told;
  try {
    const reply = await fetch(`${box.dataset.trial}?${new URLSearchParams({ by: box.dataset.by, ...query })}`, { headers: { "HX-Request": "true" } });
    if (!reply.ok) throw new Error(reply.statusText);
    told = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("move");
  } catch {
    told = Object.assign(document.createElement("section"), { id: "move", className: "plate move", textContent: box.dataset.failed });
    told.ariaLive = "polite";
  }
  if (mine !== asked) return;
  const place = panel(); // the region stays, so that what changes in it is read out
  place.className = told.className;
  place.hidden = false;
  for (const name of ["job", "keeps"]) place.toggleAttribute(`data-${name}`, name in told.dataset);
  Object.assign(place.dataset, told.dataset);
  place.replaceChildren(...told.childNodes);
  tried?.link.classList.toggle("cannot", told.dataset.keeps === "no");
};

const go = (day, crew) => {
  if (day === tried.day && crew === tried.crew) return;
  Object.assign(tried, { day, crew });
  draw();
  say({ job: tried.job, on: iso(day), crew });
};

// What the server has shown after a form was sent takes the place of what stood here; where one looks, stays.
const show = async (form, button) => {
  const sent = new URLSearchParams(new FormData(form, button));
  const reply = await fetch(form.action, { method: "POST", body: sent });
  const next = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("gantt");
  if (!next) { location.assign(reply.url); return; }
  const [{ scrollLeft, scrollTop }, job] = [box.querySelector(".gantt"), form.elements.job?.value];
  tried = null;
  asked += 1;
  box.replaceChildren(...next.childNodes);
  Object.assign(box.querySelector(".gantt"), { scrollLeft, scrollTop });
  (document.getElementById(`bar-${job}`) ?? box.querySelector(".gantt")).focus({ preventScroll: true });
};

box.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".try")) {
    event.preventDefault();
    const { job, on, crew } = form.elements;
    const link = document.getElementById(`bar-${job.value}`);
    if (link) { take(link); go(Math.round((Date.parse(on.value) - Date.parse(box.dataset.start)) / DAY), +crew.value); }
    say({ job: job.value, on: on.value, crew: crew.value });
  } else if (form.matches("#form-move, #form-undo")) {
    event.preventDefault();
    show(form, event.submitter);
  }
});

box.addEventListener("click", (event) => {
  const link = event.target.closest("a.job");
  if (link) event.preventDefault();
  if (event.target.closest("a.put-back")) {
    event.preventDefault();
    const back = tried?.link ?? document.getElementById(`bar-${panel().dataset.job}`);
    if (tried) putBack(); else panel().hidden = true;
    back?.focus();
  }
});

box.addEventListener("keydown", (event) => {
  const link = event.target.closest("a.job");
  if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
  const right = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const down = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (right || down) {
    event.preventDefault();
    take(link);
    const crews = panel().querySelectorAll("[name=crew] option").length || rows().length || 1;
    go(tried.day + (right ?? 0) * (event.shiftKey ? 7 : 1), Math.min(Math.max(tried.crew + (down ?? 0), 0), crews - 1));
  } else if (event.key === "Enter") {
    event.preventDefault();
    const keep = tried?.link === link && panel().querySelector("button[value=keep]");
    if (keep) keep.form.requestSubmit(keep);
    else if (tried?.link !== link) { take(link); say({ job: link.dataset.job }); }
  } else if (event.key === "Escape") {
    putBack();
  }
});

// A drag goes by whole weeks, so that the hour and the day of the week stay; the keys go by days.
box.addEventListener("pointerdown", (event) => {
  const link = event.target.closest("a.job");
  if (!link || event.button !== 0) return;
  const [x, y] = [event.clientX, event.clientY];
  const week = 7 * box.dataset.day * (link.getBoundingClientRect().width / link.getBBox().width || 1);
  let moving = false;
  const move = (one) => {
    if (one.pointerId !== event.pointerId) return;
    if (!moving && Math.hypot(one.clientX - x, one.clientY - y) < 4) return;
    if (!moving) { take(link); [moving, tried.from] = [true, { ...tried }]; }
    const over = rows().find((row) => { const { top, bottom } = row.getBoundingClientRect(); return one.clientY >= top && one.clientY < bottom; });
    go(tried.from.day + 7 * Math.round((one.clientX - x) / week), over ? +over.dataset.crew : tried.from.crew);
  };
  const end = (one) => {
    if (one.pointerId !== event.pointerId) return;
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
    if (one.type === "pointercancel" && moving) putBack();
    else if (!moving) { take(link); say({ job: link.dataset.job }); }
    link.focus({ preventScroll: true });
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
});
box.addEventListener("dragstart", (event) => event.preventDefault());
