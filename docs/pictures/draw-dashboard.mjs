// Copyright the snbridge authors
// SPDX-License-Identifier: Apache-2.0

// Draws the panels of monitoring/grafana-dashboard.json from what a Prometheus has, one SVG for each row of the dashboard:
//   node docs/pictures/draw-dashboard.mjs http://127.0.0.1:9090 FROM TO FOLDER
// FROM and TO are seconds since 1970. Grafana is not needed; the pictures show its queries and panels, not its looks.
import fs from "node:fs";
import path from "node:path";

const [prometheus, from, to, folder] = process.argv.slice(2);
if (!folder || !(Number(to) > Number(from))) {
  console.error("usage: draw-dashboard.mjs PROMETHEUS FROM TO FOLDER");
  process.exit(2);
}
const dashboard = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, "../../monitoring/grafana-dashboard.json"), "utf8"),
);

const POINTS = 100;
const COLUMN = 340;
const GAP = 12;
const WIDTH = 3 * COLUMN + 4 * GAP;
const COLORS = ["#3b78d8", "#d8703b", "#2e9e5b", "#a855c7", "#c9a227", "#d1495b", "#1aa3a3", "#7d7d7d"];
const MOST_NAMES = 6;

const escape = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

async function ask(expression) {
  const step = Math.max(1, (to - from) / POINTS);
  const query = expression.replaceAll("$__rate_interval", "8s").replaceAll("$connector", ".*");
  const url = `${prometheus}/api/v1/query_range?query=${encodeURIComponent(query)}&start=${from}&end=${to}&step=${step}`;
  const answer = await (await fetch(url)).json();
  if (answer.status !== "success") {
    throw new Error(`${query}: ${answer.error}`);
  }
  return answer.data.result;
}

async function series(panel) {
  const all = [];
  for (const target of panel.targets) {
    for (const found of await ask(target.expr)) {
      const name = (target.legendFormat ?? "").replace(/\{\{(\w+)\}\}/g, (_, label) => found.metric[label] ?? "");
      all.push({ name, values: found.values.map(([time, value]) => [time, Number(value)]) });
    }
  }
  return all;
}

/** A number with the panel's unit, in few characters. */
function told(value, unit) {
  const short = (number) => String(Number(number.toPrecision(3)));
  const large = (number) =>
    number >= 1e9 ? `${short(number / 1e9)}G` : number >= 1e6 ? `${short(number / 1e6)}M` : number >= 1e3 ? `${short(number / 1e3)}k` : short(number);
  switch (unit) {
    case "ms":
      return value >= 60000 ? `${short(value / 60000)} min` : value >= 1000 ? `${short(value / 1000)} s` : `${short(value)} ms`;
    case "percentunit":
      return `${short(value * 100)} %`;
    case "percent":
      return `${short(value)} %`;
    case "bytes":
      return `${large(value)}B`;
    case "ops":
    case "reqps":
      return `${large(value)}/s`;
    default:
      return large(value);
  }
}

function stat(panel, all, x, y, width) {
  const last = all[0]?.values.at(-1)?.[1];
  const unit = panel.fieldConfig.defaults.unit;
  return `<text class="big" x="${x + width / 2}" y="${y + 62}">${last === undefined ? "no data" : escape(told(last, unit))}</text>`;
}

function chart(panel, all, x, y, width, height) {
  const unit = panel.fieldConfig.defaults.unit;
  const greatest = Math.max(0, ...all.flatMap((one) => one.values.map(([, value]) => value)));
  const top = greatest === 0 ? 1 : greatest;
  const left = x + 58;
  const right = x + width - 10;
  const above = y + 32;
  const below = above + height;
  const place = ([time, value]) =>
    `${Math.round(left + ((time - from) / (to - from)) * (right - left))} ${Math.round((below - (value / top) * height) * 10) / 10}`;
  let drawn = "";
  for (const part of [0, 0.5, 1]) {
    const line = below - part * height;
    drawn += `<path class="grid" d="M${left} ${line}H${right}"/>`;
    drawn += `<text class="tick" x="${left - 5}" y="${line + 3}">${escape(told(part * top, unit))}</text>`;
  }
  all.forEach((one, i) => {
    // A gap in the data is one in the line.
    const step = Math.max(1, (to - from) / POINTS) * 1.5;
    let line = "";
    one.values.forEach((point, j) => {
      line += (j > 0 && point[0] - one.values[j - 1][0] <= step ? "L" : "M") + place(point);
    });
    drawn += `<path class="line" stroke="${COLORS[i % COLORS.length]}" d="${line}"/>`;
  });
  all.slice(0, MOST_NAMES).forEach((one, i) => {
    const more = i === MOST_NAMES - 1 && all.length > MOST_NAMES;
    const text = more ? `and ${all.length - MOST_NAMES + 1} more` : one.name;
    const nameX = x + 10 + (i % 2) * (width / 2 - 5);
    const nameY = below + 20 + Math.floor(i / 2) * 15;
    drawn += more ? "" : `<rect x="${nameX}" y="${nameY - 7}" width="8" height="8" fill="${COLORS[i % COLORS.length]}"/>`;
    drawn += `<text class="name" x="${nameX + 12}" y="${nameY}">${escape(text.length > 26 ? `${text.slice(0, 25)}…` : text)}</text>`;
  });
  return all.length === 0 ? `<text class="big" x="${x + width / 2}" y="${y + 90}">no data</text>` : drawn;
}

const STYLE = `
text{font:11px sans-serif;fill:#1f2328}.title{font-weight:bold;font-size:12px}.tick{text-anchor:end;font-size:9px;fill:#59636e}
.name{font-size:10px}.big{font-size:26px;text-anchor:middle}.page{fill:#f6f8fa}.panel{fill:#fff;stroke:#d1d9e0}
.grid{stroke:#d1d9e0;stroke-width:.6;fill:none}.line{fill:none;stroke-width:1.4;stroke-linejoin:round}
@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.tick{fill:#9198a1}.page{fill:#0d1117}.panel{fill:#151b23;stroke:#3d444d}.grid{stroke:#3d444d}}`;

async function draw(name, panels) {
  const small = panels.every((panel) => panel.type === "stat");
  const columns = small ? panels.length : 3;
  const width = (WIDTH - GAP) / columns - GAP;
  const height = small ? 80 : 205;
  const rows = Math.ceil(panels.length / columns);
  let body = "";
  for (const [i, panel] of panels.entries()) {
    const x = GAP + (i % columns) * (width + GAP);
    const y = GAP + Math.floor(i / columns) * (height + GAP);
    const all = await series(panel);
    body += `<rect class="panel" x="${x}" y="${y}" width="${width}" height="${height}" rx="4"/>`;
    body += `<text class="title" x="${x + 10}" y="${y + 18}">${escape(panel.title)}</text>`;
    body += small ? stat(panel, all, x, y, width) : chart(panel, all, x, y, width, 105);
  }
  const total = GAP + rows * (height + GAP);
  const file = path.join(folder, `dashboard-${name.toLowerCase().replace(/[^a-z]+/g, "-").replace(/^-|-$/g, "")}.svg`);
  fs.writeFileSync(
    file,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${total}" width="${WIDTH}" height="${total}">` +
      `<title>${escape(name)}</title><style>${STYLE}</style><rect class="page" width="${WIDTH}" height="${total}"/>${body}</svg>\n`,
  );
  console.log(`${file}: ${panels.length} panels, ${fs.statSync(file).size} bytes`);
}

let row = null;
const rows = [];
for (const panel of dashboard.panels) {
  if (panel.type === "row") {
    row = { name: panel.title, panels: [] };
    rows.push(row);
  } else {
    row.panels.push(panel);
  }
}
for (const { name, panels } of rows) {
  await draw(name, panels);
}
