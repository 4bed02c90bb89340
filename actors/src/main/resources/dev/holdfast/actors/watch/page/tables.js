// Who owns what, how the services do, and what each failover took.
import { element, fill, time } from "./text.js";

const PHASES = ["detect", "seal", "take_up", "fence", "restart", "handshake", "replay"];
const get = (id) => document.getElementById(id);

const owns = (address) => address.role === "owner" || address.role === "sole";

export const ownerOf = (status, address) =>
  owns(address) ? status.node : address.owner_heard ? address.owner : "nobody heard";

function copies(address) {
  if (!address.replicas?.length) return address.voice ? `this one: ${address.voice}` : "–";
  const list = element("span");
  address.replicas.forEach((replica, at) => {
    const behind = replica.lag ? `${replica.lag} behind` : "level";
    list.append(at ? ", " : "", element("span",
      `${replica.node} ${replica.counts ? behind : "does not count"}`, replica.counts ? "" : "bad"));
  });
  return list;
}

export function showAddresses(status) {
  fill(get("addresses"), status.addresses.map((address) => [
    address.address,
    element("span", ownerOf(status, address), ownerOf(status, address) === "nobody heard" ? "bad" : ""),
    address.role,
    address.epoch === undefined ? "–" : String(address.epoch),
    address.lease_left_ms === undefined ? "–" : `${address.lease_left_ms} ms`,
    address.fenced === undefined ? "–" : element("span", address.fenced ? "armed" : "OFF", address.fenced ? "" : "bad"),
    copies(address),
  ]), "none");
}

export function showServices(status) {
  fill(get("services"), status.services.map((service) => [
    `${service.name} :${service.port} ${service.level}`,
    element("span", service.state, `badge ${service.state}`),
    String(service.incarnation),
    service.pid > 0 ? String(service.pid) : "–",
    String(service.connections),
    service.reason || "–",
  ]), "this node serves nothing now");
}

// Failures of servers and takeovers of addresses, the newest first.
export function failovers(status) {
  const taken = status.addresses.flatMap((address) => (address.takeovers ?? []).map((takeover) => ({
    at: takeover.at, of: address.address, cause: `takeover, epoch ${takeover.epoch}`, phases: takeover.phases_ms })));
  const failed = status.failures.map((failure) => ({
    at: failure.at, of: failure.service, cause: failure.cause, connections: failure.connections, phases: failure.phases_ms }));
  return [...taken, ...failed].sort((a, b) => b.at - a.at);
}

function bar(phases) {
  const known = PHASES.filter((phase) => phases[phase] !== undefined);
  const sum = known.reduce((all, phase) => all + phases[phase], 0);
  const box = element("div", undefined, "phases");
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", known.map((phase) => `${phase.replace("_", " ")} ${phases[phase]} ms`).join(", "));
  for (const phase of known) {
    const text = `${phase.replace("_", " ")} ${phases[phase]}`;
    const part = element("span", phases[phase] > sum * 0.12 ? text : "", phase);
    part.style.flexGrow = String(Math.max(phases[phase], 0.5));
    part.style.flexBasis = "0";
    part.title = `${text} ms`;
    box.append(part);
  }
  return box;
}

let shown = "";

export function showFailovers(status) {
  const all = failovers(status).slice(0, 10);
  const key = JSON.stringify(all);
  if (key === shown) return;
  shown = key;
  fill(get("failovers"), all.map((one) => [
    time(one.at), one.of, one.cause,
    one.connections === undefined ? "–" : String(one.connections),
    one.phases.total === undefined ? "under way" : `${one.phases.total} ms`,
    bar(one.phases),
  ]), "none that this node remembers");
}
