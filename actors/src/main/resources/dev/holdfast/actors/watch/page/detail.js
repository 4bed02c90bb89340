// What the journal holds of one connection, as it grows.
import { element, fill, time } from "./text.js";

const EVENTS = 500;

export class Detail {
  #section = document.getElementById("detail");
  #title = document.getElementById("h-detail");
  #table = document.getElementById("events");
  #id;
  #from = 0;
  #events = [];

  constructor(closed) {
    const close = () => {
      if (this.#section.hidden) return;
      this.#section.hidden = true;
      this.#id = undefined;
      history.replaceState(null, "", location.pathname);
      closed();
    };
    document.getElementById("close").addEventListener("click", close);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  }

  async open(id) {
    this.#id = id;
    this.#from = 0;
    this.#events = [];
    this.#title.textContent = id;
    this.#section.hidden = false;
    history.replaceState(null, "", `#${encodeURIComponent(id)}`);
    await this.refresh();
    this.#title.focus();
  }

  async refresh() {
    const id = this.#id;
    if (!id) return;
    const answer = await fetch(`events.json?connection=${encodeURIComponent(id)}&from=${this.#from}`);
    const { events } = await answer.json();
    if (id !== this.#id || (!events?.length && this.#events.length)) return;
    this.#events = [...this.#events, ...(events ?? [])].slice(-EVENTS);
    this.#from = (this.#events.at(-1)?.seq ?? 0) + 1;
    fill(this.#table, this.#events.toReversed().map((event) => [
      String(event.seq ?? "–"), event.at ? time(event.at) : "–",
      element("span", event.type, event.type === "server replaced" || event.type === "damaged" ? "bad" : ""), event.detail,
    ]), "the journal holds nothing of it (any more)");
  }
}
