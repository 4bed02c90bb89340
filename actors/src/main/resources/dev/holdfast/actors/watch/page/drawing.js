// Time runs to the right, now is the right edge. A state has a colour and a height, so that it is told without colours, too.

const LOOKS = {
  normal: ["--normal", 0.4], serving: ["--normal", 0.4], opening: ["--opening", 0.2], closed: ["--opening", 0.2],
  stalled: ["--stalled", 1], down: ["--stalled", 1], unpublished: ["--stalled", 1],
  recovering: ["--recovering", 0.7], starting: ["--recovering", 0.7], unprotected: ["--unprotected", 0.55],
};
let colours = {};
let span = 120_000;

// Of all that is drawn from now on, in ms.
export function drawLast(millis) { span = millis; }

export function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = ["--ink", "--soft", "--line", "--card", "--in", "--out", "--lag", ...Object.values(LOOKS).map(([name]) => name)];
  colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name).trim()]));
}

// A context that is as sharp as the screen, cleared, in CSS pixels.
function canvas(element) {
  const { clientWidth: width, clientHeight: height } = element;
  const scale = devicePixelRatio || 1;
  if (element.width !== Math.round(width * scale) || element.height !== Math.round(height * scale)) {
    element.width = Math.round(width * scale);
    element.height = Math.round(height * scale);
  }
  const draw = element.getContext("2d");
  draw.setTransform(scale, 0, 0, scale, 0, 0);
  draw.clearRect(0, 0, width, height);
  draw.font = "11px system-ui, sans-serif";
  return { draw, width, height };
}

const place = (at, now, left, width) => left + width * Math.min(1, Math.max(0, 1 - (now - at) / span));

function band(draw, look, from, to, top, height) {
  const [colour, part] = LOOKS[look] ?? LOOKS.opening;
  draw.fillStyle = colours[colour];
  draw.fillRect(from, top + height * (1 - part), Math.max(1, to - from), height * part);
}

// Failures of servers, to the millisecond: a poll sees only every half second.
function spans(draw, failures, now, left, width, top, height) {
  for (const failure of failures) {
    const phases = failure.phases_ms;
    const down = failure.at + (phases.detect ?? 0) + (phases.restart ?? 0);
    const end = failure.at + (phases.total ?? now - failure.at);
    if (end < now - span) continue;
    const from = place(failure.at, now, left, width);
    draw.fillStyle = colours["--card"];
    const wide = Math.max(3, place(end, now, left, width) - from);
    draw.fillRect(from, top, wide, height);
    const middle = from + wide * Math.min(1, (Math.min(down, end) - failure.at) / Math.max(1, end - failure.at));
    band(draw, "stalled", from, middle, top, height);
    if (end > down) band(draw, "recovering", middle, from + wide, top, height);
  }
}

function strip(draw, states, now, left, width, top, height) {
  states.forEach(([since, state], at) => {
    const until = states[at + 1]?.[0] ?? now;
    const [look, label] = state.split("|");
    const from = place(since, now, left, width);
    band(draw, look, from, place(until, now, left, width), top, height);
    if (label && place(until, now, left, width) - from > 40) {
      draw.fillStyle = colours[(LOOKS[look] ?? LOOKS.opening)[1] > 0.5 ? "--card" : "--ink"];
      draw.fillText(label, from + 4, top + height * 0.45);
    }
  });
}

export function drawStrip(element, connection, failures, now) {
  const { draw, width, height } = canvas(element);
  strip(draw, connection.states, now, 0, width, 1, height - 2);
  const seen = connection.states[0][0];
  spans(draw, failures.filter((failure) => failure.service === connection.service && failure.at >= seen), now, 0, width, 1, height - 2);
}

export function drawLanes(element, history, status) {
  const lanes = [...history.lanes];
  element.style.height = `${lanes.length * 30 + 18}px`;
  const { draw, width, height } = canvas(element);
  const left = Math.min(140, width / 5);
  lanes.forEach(([name, states], row) => {
    draw.fillStyle = colours["--ink"];
    draw.fillText(name, 0, row * 30 + 20, left - 8);
    strip(draw, states, status.at, left, width - left, row * 30 + 4, 22);
    spans(draw, status.failures.filter((failure) => failure.service === name), status.at, left, width - left, row * 30 + 4, 22);
  });
  axis(draw, left, width, height);
}

function axis(draw, left, width, height) {
  draw.fillStyle = colours["--soft"];
  const step = span > 60_000 ? 30_000 : span > 30_000 ? 10_000 : 5_000;
  for (let back = 0; back <= span; back += step) {
    const x = place(-back, 0, left, width - left);
    draw.textAlign = back === 0 ? "right" : x - left < 20 ? "left" : "center";
    draw.fillText(back === 0 ? "now" : `−${back / 1000} s`, x, height - 3);
  }
  draw.textAlign = "left";
}

export function drawRates(element, rates, now, label) {
  const { draw, width, height } = canvas(element);
  const left = 70;
  const bottom = height - 16;
  const top = Math.max(1024, ...rates.map((rate) => Math.max(rate.in, rate.out, rate.lag)));
  draw.strokeStyle = colours["--line"];
  draw.fillStyle = colours["--soft"];
  for (const part of [0, 0.5, 1]) {
    const y = bottom - (bottom - 12) * part;
    draw.beginPath();
    draw.moveTo(left, y);
    draw.lineTo(width, y);
    draw.stroke();
    draw.fillText(label(top * part), 0, y + 4);
  }
  for (const name of ["lag", "in", "out"]) {
    draw.strokeStyle = colours[`--${name}`];
    draw.lineWidth = name === "lag" ? 1 : 1.8;
    draw.setLineDash({ in: [], out: [6, 3], lag: [2, 2] }[name]);
    draw.beginPath();
    rates.forEach((rate) => draw.lineTo(place(rate.at, now, left, width - left), bottom - (bottom - 12) * rate[name] / top));
    draw.stroke();
  }
  draw.setLineDash([]);
  axis(draw, left, width, height);
}
