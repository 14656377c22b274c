// Optional: signals looked into live. What is dragged over is written into the fields; a window is asked for anew.
const box = document.querySelector(".signals");
const form = document.getElementById("window");
const timed = "timed" in box.dataset;
const colour = (name) => () => getComputedStyle(box).getPropertyValue(name).trim();
const iso = (x) => new Date(1000 * x).toISOString().slice(0, 19); // the plant's clock
const field = (x) => (timed ? iso(x) : `${Math.round(x)}`);
const inputs = [form.elements.from, form.elements.to];
const out = document.querySelectorAll("#out-start, #out-end");
const write = (pair, ends) => pair.forEach((input, at) => (input.value = field(ends[at])));
let shown = [0, 1], asked = 0;

function ticks(_, xs) {
  const step = xs[1] - xs[0];
  const part = step >= 86400 ? [0, 10] : step >= 60 ? [5, 16] : [11];
  return xs.map((x) => (timed ? iso(x).slice(...part).replace("T", " ") : x.toLocaleString()));
}

function mark(chart) {
  const { left, width } = chart.select;
  const ends = [left, left + width].map((x) => chart.posToVal(x, "x"));
  if (width) for (const pair of [inputs, out]) write(pair, ends);
}

function tell(chart, told) {
  const [x, y] = chart.data.map((values) => values[chart.cursor.idx]);
  told.textContent = y == null ? "" : `${field(x).replace("T", " ")}: ${+y.toPrecision(6)}`;
}

function live(figure, at, all) {
  const [still, last] = [figure.querySelector("svg"), at === all.length - 1];
  const place = figure.appendChild(document.createElement("div"));
  Object.assign(place, { className: "view", role: "img", ariaLabel: still.getAttribute("aria-label") });
  const told = figure.querySelector("figcaption").appendChild(document.createElement("output"));
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--grid"), width: 1 } };
  const chart = new uPlot({
    width: place.clientWidth,
    height: last ? 124 : 96,
    tzDate: (x) => uPlot.tzDate(new Date(1000 * x), "Etc/UTC"),
    legend: { show: false },
    padding: [8, 16, last ? 0 : 4, 0], // one width to the right, or the moments of the signals do not stand under each other
    cursor: { y: false, sync: { key: "signals" }, drag: { setScale: false } },
    scales: { x: { time: timed, range: () => shown } },
    axes: [{ ...axis, size: last ? 28 : 0, space: 120, values: last ? ticks : () => [] }, { ...axis, size: 64 }],
    series: [{}, { stroke: colour("--accent"), points: { show: false } }],
    hooks: { setSelect: [mark], setCursor: [(one) => tell(one, told)] },
  }, [[], []], place);
  still.setAttribute("hidden", "");
  chart.over.addEventListener("dblclick", () => show());
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: chart.height })).observe(place);
  return Object.assign(chart, { column: figure.dataset.column });
}

async function show(from = "", to = "") {
  const mine = ++asked;
  const found = await Promise.all(charts.map(async ({ column, width }) => {
    const query = new URLSearchParams({ column, points: Math.min(4000, 4 * width), from, to });
    const reply = await fetch(`${box.dataset.points}&${query}`);
    return reply.ok && reply.json();
  }));
  if (mine !== asked || !found.every(Boolean)) return;
  const { start, end } = found[0];
  shown = [start, Math.max(end, start + 1)];
  charts.forEach((chart, at) => {
    chart.setSelect({ left: 0, width: 0 }, false);
    chart.setData([found[at].x, found[at].y]);
  });
  write(inputs, shown);
}

const charts = [...box.querySelectorAll("figure")].map(live);
box.querySelector(".moments").setAttribute("hidden", "");
box.append(Object.assign(document.createElement("p"), { className: "hint", textContent: box.dataset.hint }));
show(box.dataset.from, box.dataset.to);
form.addEventListener("submit", (event) => {
  const sent = new FormData(form);
  if (`${sent.getAll("columns")}` !== `${charts.map(({ column }) => column)}`) return;
  event.preventDefault();
  history.replaceState(null, "", `?${new URLSearchParams(sent)}`);
  show(...inputs.map(({ value }) => value));
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach((chart) => chart.redraw()));
