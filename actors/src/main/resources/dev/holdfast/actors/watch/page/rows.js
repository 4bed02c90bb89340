// The connections: as many rows as fit are there, however many connections there are.
import { bytes, element } from "./text.js";
import { drawStrip } from "./drawing.js";

const ROW = 26;
const RANK = { stalled: 0, unprotected: 1, recovering: 2, opening: 3, normal: 4, closed: 5 };
const rank = (connection) => RANK[connection.protected ? connection.state : "unprotected"];

export class Rows {
  #box = document.getElementById("rows");
  #space = document.getElementById("space");
  #text = document.getElementById("text");
  #state = document.getElementById("state");
  #pool = [];
  #all = [];
  #list = [];
  #failures = [];
  #now = 0;
  #chosen;

  constructor(open) {
    this.#box.addEventListener("scroll", () => this.#draw());
    this.#box.addEventListener("keydown", (event) => this.#key(event, open));
    this.#box.addEventListener("click", (event) => {
      const row = event.target.closest(".row");
      if (row) { this.#choose(row.dataset.id); open(row.dataset.id); }
    });
    document.getElementById("filter").addEventListener("submit", (event) => event.preventDefault());
    for (const input of [this.#text, this.#state]) input.addEventListener("input", () => this.#select());
  }

  show(connections, failures, now) {
    this.#all = [...connections.values()];
    this.#failures = failures;
    this.#now = now;
    this.#select();
  }

  focus() { this.#box.focus(); }

  #select() {
    const text = this.#text.value.trim();
    const state = this.#state.value;
    this.#list = this.#all
      .filter((one) => (state ? one.state === state : one.state !== "closed")
        && (!text || one.client.includes(text) || one.service.includes(text)))
      .sort((a, b) => rank(a) - rank(b));
    document.getElementById("shown").textContent = `${this.#list.length} of ${this.#all.length}`;
    this.#space.style.height = `${this.#list.length * ROW}px`;
    this.#draw();
  }

  #key(event, open) {
    const page = Math.max(1, Math.floor(this.#box.clientHeight / ROW) - 1);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[event.key];
    const at = this.#list.findIndex((one) => one.id === this.#chosen);
    if (event.key === "Enter" && at >= 0) open(this.#chosen);
    if (step === undefined || !this.#list.length) return;
    event.preventDefault();
    const next = Math.min(this.#list.length - 1, Math.max(0, at < 0 && step === 1 ? 0 : at + step));
    this.#box.scrollTop = Math.min(next * ROW, Math.max(this.#box.scrollTop, (next + 1) * ROW - this.#box.clientHeight));
    this.#choose(this.#list[next].id);
  }

  #choose(id) {
    this.#chosen = id;
    this.#draw();
  }

  #draw() {
    const first = Math.floor(this.#box.scrollTop / ROW);
    const count = Math.min(this.#list.length - first, Math.ceil(this.#box.clientHeight / ROW) + 1);
    while (this.#pool.length < count) this.#pool.push(this.#make(this.#pool.length));
    this.#box.removeAttribute("aria-activedescendant");
    this.#pool.forEach((row, at) => {
      row.hidden = at >= count;
      if (!row.hidden) this.#render(row, first + at);
    });
  }

  #make(number) {
    const row = element("div", undefined, "row");
    row.id = `row-${number}`;
    row.setAttribute("role", "option");
    for (const name of ["", "badge", "n", "n", "n", "n", ""]) row.append(element("span", "", name));
    const strip = element("canvas");
    strip.setAttribute("aria-hidden", "true");
    row.append(strip);
    this.#box.append(row);
    return row;
  }

  #render(row, at) {
    const one = this.#list[at];
    const state = one.protected ? one.state : "unprotected";
    const texts = [one.client, state, bytes(one.bytes_in), bytes(one.bytes_out), bytes(one.stable_lag_bytes),
      String(one.incarnation), one.service];
    row.style.transform = `translateY(${at * ROW}px)`;
    row.style.top = "0";
    row.dataset.id = one.id;
    texts.forEach((text, cell) => { if (row.children[cell].textContent !== text) row.children[cell].textContent = text; });
    row.children[1].className = `badge ${state}`;
    row.setAttribute("aria-posinset", at + 1);
    row.setAttribute("aria-setsize", this.#list.length);
    row.setAttribute("aria-label", `${texts[0]}, ${state}, ${texts[2]} in, ${texts[3]} out, ${texts[4]} not stable,`
      + ` incarnation ${texts[5]}, service ${texts[6]}`);
    row.setAttribute("aria-selected", String(one.id === this.#chosen));
    if (one.id === this.#chosen) this.#box.setAttribute("aria-activedescendant", row.id);
    drawStrip(row.lastChild, one, this.#failures, this.#now);
  }
}
