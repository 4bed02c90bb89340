// Looks at the timeline every 20 ms and notes in window.alarmSeenAt (ms since the epoch) when it first has a mark of the alarm's colour.
(() => {
  const timeline = document.getElementById("timeline");
  const copy = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const wanted = document.createElement("canvas").getContext("2d");
  wanted.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--stalled");
  wanted.fillRect(0, 0, 1, 1);
  const [red, green, blue] = wanted.getImageData(0, 0, 1, 1).data;

  function hasMark() {
    Object.assign(copy.canvas, { width: timeline.width, height: timeline.height });
    copy.drawImage(timeline, 0, 0);
    const pixels = copy.getImageData(0, 0, timeline.width, timeline.height).data;
    for (let at = 0; at < pixels.length; at += 4) {
      if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue) return true;
    }
    return false;
  }

  if (hasMark()) throw new Error("the timeline has a mark before anything happened");
  window.alarmSeenAt = 0;
  const watch = setInterval(() => {
    if (!hasMark()) return;
    window.alarmSeenAt = Date.now();
    clearInterval(watch);
  }, 20);
})()
