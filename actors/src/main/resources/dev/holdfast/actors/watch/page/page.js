// Looks at the node twice a second, less often when an answer is long; changes nothing there.
import { drawLanes, drawLast, drawRates, readColours } from "./drawing.js";
import { Detail } from "./detail.js";
import { History } from "./history.js";
import { Rows } from "./rows.js";
import { ownerOf, showAddresses, showFailovers, showServices } from "./tables.js";
import { bytes, time } from "./text.js";

const INTERVAL = 500;
const HIDDEN_INTERVAL = 5_000;
const INTERVAL_MAX = 2_000;
const COST_SHARE = 5;

const get = (id) => document.getElementById(id);
const past = new History();
const rows = new Rows((id) => detail.open(id));
const detail = new Detail(() => rows.focus());
let lastAt;

function numbers(status) {
  const rate = past.rates.at(-1);
  const { journal } = status;
  const unprotected = status.addresses.reduce((sum, one) => sum + (one.counters?.unprotected_connections ?? 0), 0);
  get("rate-in").textContent = `${bytes(rate.in)}/s`;
  get("rate-out").textContent = `${bytes(rate.out)}/s`;
  get("lag").textContent = bytes(rate.lag);
  get("journal").textContent = `${bytes(journal.bytes)} of ${bytes(journal.limit)}, ${journal.state}`;
  get("journal").className = journal.state === "open" ? "" : "bad";
  get("count").textContent = String(status.services.reduce((sum, one) => sum + one.connections, 0));
  get("unprotected").textContent = String(unprotected);
  get("unprotected").className = unprotected ? "bad" : "";
}

function show(status) {
  lastAt = status.at;
  get("node").textContent = status.node;
  document.title = `${status.node} – Holdfast`;
  past.add(status, ownerOf);
  showAddresses(status);
  showServices(status);
  showFailovers(status);
  numbers(status);
  drawLast(past.window(status.at));
  drawLanes(get("timeline"), past, status);
  drawRates(get("traffic"), past.rates, status.at, (rate) => bytes(rate));
  rows.show(past.connections, status.failures, status.at);
}

// Said once when it changes, so that a screen reader is not talking all the time.
function say(text, stale) {
  if (get("live").textContent !== text) get("live").textContent = text;
  get("live").classList.toggle("stale", stale);
}

async function look() {
  const began = performance.now();
  try {
    const answer = await fetch("status.json");
    const status = await answer.json();
    if (status.error) throw new Error(status.error);
    show(status);
    await detail.refresh();
    say("live", false);
  } catch (failed) {
    say(lastAt ? `NOT REACHED, as it was at ${time(lastAt)}` : `not reached: ${failed.message}`, true);
  }
  const due = Math.min(INTERVAL_MAX, Math.max(INTERVAL, COST_SHARE * (performance.now() - began)));
  setTimeout(look, document.hidden ? HIDDEN_INTERVAL : due);
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", readColours);
readColours();
if (location.hash.length > 1) detail.open(decodeURIComponent(location.hash.slice(1)));
look();
