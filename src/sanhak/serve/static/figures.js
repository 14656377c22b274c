// Optional: brings the still figures of an answer to life. Without this script they read the same. The specs come as one
// JSON from the address in data-figures; Vega is loaded when the first figure comes into view.
const SVG = "http://www.w3.org/2000/svg";
const [NEAR, NARROW] = [24, 400]; // how near a pointer must come, and how wide a phone's figure is, in pixels
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -1e9], End: [0, 1e9] };
const load = (file) => import(new URL(`vendor/${file}`, import.meta.url));
const lives = [];
let chosen = null, held = false, given;

/** Every mark of a scene that tells something, with its place, layer by layer. */
function layersOf(mark, x, y, found = []) {
  if (mark.marktype === "group") {
    for (const group of mark.items) for (const part of group.items) layersOf(part, x + (group.x || 0), y + (group.y || 0), found);
    return found;
  }
  const layer = mark.items.filter((item) => item.tooltip).map((item) => {
    const [wide, high] = [item.width ?? (item.x2 ?? item.x) - item.x, item.height ?? (item.y2 ?? item.y) - item.y];
    return { x: x + item.x + wide / 2, y: y + item.y + high / 2, wide, says: item.tooltip, is: item.datum?.is ?? null };
  });
  if (layer.length) found.push(layer.sort((a, b) => a.x - b.x || a.y - b.y));
  return found;
}

/** What a mark tells, line by line: what it is, then its numbers. */
function words({ says, is }, names) {
  if (typeof says === "string") return says.replaceAll("; ", "\n");
  const [kind, ...key] = (is ?? "").split(" ");
  const lines = Object.entries(says).map(([name, value]) => (name.trim() ? `${name}: ${value}` : value));
  return [names[kind]?.replace("{}", key.join(" ")), ...lines].filter(Boolean).join("\n");
}

/** Marks whatever has this identity, in all figures and tables; what is held stays until something else is. */
function link(is, hold = false) {
  if (held && !hold) return;
  [chosen, held] = [is, hold && is !== null];
  for (const row of document.querySelectorAll("tr[data-is]")) row.classList.toggle("linked", row.dataset.is === is);
  for (const live of lives) live.ring();
}

class Live {
  constructor(box, { spec, aspect }, [specs, vega, { expressionInterpreter: expr }]) {
    Object.assign(this, { box, aspect, at: null, names: specs.names });
    const stills = [...box.children];
    const place = box.appendChild(document.createElement("div"));
    Object.assign(place, { className: "view", ariaHidden: "true" });
    for (const axis of spec.axes || []) if (axis.labelLimit && box.clientWidth < NARROW) axis.labelLimit = 132;
    const locale = vega.locale(null, specs.time);
    this.view = new vega.View(vega.parse(spec, null, { ast: true }), { expr, locale, renderer: "svg", hover: false, tooltip() {} });
    this.view.initialize(place);
    this.fit().then(() => {
      for (const still of stills) still.setAttribute("hidden", "");
      new ResizeObserver(() => this.fit()).observe(box);
    });
    this.rings = box.appendChild(document.createElementNS(SVG, "svg"));
    this.rings.classList.add("rings");
    this.told = box.appendChild(Object.assign(document.createElement("p"), { className: "told", ariaLive: "polite" }));
    box.classList.add("alive");
    Object.assign(box, { tabIndex: 0, role: "application", ariaLabel: `${box.ariaLabel} ${box.closest("[data-keys]").dataset.keys}` });
    box.addEventListener("pointermove", (event) => this.tell(this.nearest(event)));
    box.addEventListener("click", (event) => { this.tell(this.nearest(event)); link(this.at?.is ?? null, true); });
    box.addEventListener("keydown", (event) => this.key(event));
    for (const end of ["pointerleave", "blur"]) box.addEventListener(end, () => this.tell(null));
    lives.push(this);
  }

  async fit() {
    const width = this.box.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    this.view.width(width);
    const share = width < NARROW ? Math.max(this.aspect, 0.8) : this.aspect;
    if (this.aspect !== null) this.view.height(Math.round(share * (width - 52)));
    await this.view.runAsync();
    const [[x, y], { left, top }] = [this.view.origin(), this.view.padding()];
    this.layers = layersOf(this.view.scenegraph().root, x + left, y + top);
    this.ring();
  }

  nearest(event) {
    const box = this.box.getBoundingClientRect();
    let [best, least] = [null, NEAR];
    for (const stop of this.layers.flat()) {
      const beside = Math.max(0, Math.abs(stop.x + box.left - event.clientX) - Math.abs(stop.wide) / 2);
      const far = Math.hypot(beside, stop.y + box.top - event.clientY);
      if (far <= least) [best, least] = [stop, far]; // of equals the last one, which is painted on top
    }
    return best;
  }

  tell(stop) {
    if (stop === this.at) return;
    this.at = stop;
    this.told.textContent = stop ? words(stop, this.names) : "";
    if (stop) {
      const { offsetWidth: wide, offsetHeight: high } = this.told;
      this.told.style.left = `${Math.max(0, Math.min(stop.x - wide / 2, this.width - wide))}px`;
      this.told.style.top = `${stop.y - high - 12 < 0 ? stop.y + 14 : stop.y - high - 12}px`;
    }
    link(stop?.is ?? null);
    this.ring();
  }

  ring() {
    const same = (stop) => chosen !== null && stop.is === chosen;
    this.rings.replaceChildren(...(this.layers ?? []).flat().filter((stop) => stop === this.at || same(stop)).map((stop) => {
      const ring = document.createElementNS(SVG, "circle");
      for (const [name, value] of Object.entries({ cx: stop.x, cy: stop.y, r: 7 })) ring.setAttribute(name, value);
      ring.classList.toggle("linked", same(stop));
      return ring;
    }));
  }

  key(event) {
    const [step, last] = [STEPS[event.key], this.layers.length - 1];
    if (event.key === "Enter" && this.at) link(this.at.is, true);
    if (event.key === "Escape") this.tell(null);
    if (!step || last < 0 || event.isComposing) return;
    event.preventDefault();
    const from = this.layers.findIndex((layer) => layer.includes(this.at));
    const layer = this.layers[Math.min(last, Math.max(0, from + step[0]))];
    const x = this.at?.x ?? -1e9;
    const far = layer.map((stop) => Math.abs(stop.x - x));
    const start = from >= 0 && !step[0] ? layer.indexOf(this.at) + step[1] : far.indexOf(Math.min(...far));
    this.tell(layer[Math.min(layer.length - 1, Math.max(0, start))]);
  }
}

/** The specs, Vega, and its interpreter, which obeys a strict page; fetched once. */
async function ready(address) {
  const reply = fetch(address).then((found) => found.json());
  await load("vega.min.js");
  return [await reply, globalThis.vega, await load("vega-interpreter.js")];
}

const watch = new IntersectionObserver(async (seen) => {
  for (const { target } of seen.filter((one) => one.isIntersecting)) {
    watch.unobserve(target);
    given ??= ready(target.closest("[data-figures]").dataset.figures);
    const figure = (await given)[0].figures[target.dataset.figure];
    if (figure) new Live(target.querySelector(".drawing"), figure, await given);
  }
}, { rootMargin: "300px" });

for (const figure of document.querySelectorAll("[data-figures] figure[data-figure]")) watch.observe(figure);
for (const row of document.querySelectorAll("[data-figures] tr[data-is]")) {
  row.addEventListener("pointerenter", () => link(row.dataset.is));
  row.addEventListener("pointerleave", () => link(null));
  row.addEventListener("click", () => link(held && chosen === row.dataset.is ? null : row.dataset.is, true));
}
document.addEventListener("keydown", ({ key }) => key === "Escape" && link(null, true));
