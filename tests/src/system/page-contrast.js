// Gives what is hard to see on this page, by WCAG 2.2 (1.4.3 text, 1.4.11 what is no text), as lines of text.
(() => {
  const TEXT = 4.5;
  const LARGE = 3;
  const GRAPHIC = 3;
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  function rgba(colour) {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  }

  const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3])).concat(1);

  function background(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reduceRight((below, top) => over(top, below), [255, 255, 255, 1]);
  }

  function luminance(colour) {
    const [red, green, blue] = colour.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function ratio(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  const found = [];
  const texts = new Set();

  function check(element, what, colour, ground, least) {
    const seen = ratio(over(rgba(colour), ground), ground);
    if (seen < least) found.push(`${what} of ${element.tagName}#${element.id}.${element.className}: ${seen.toFixed(2)} < ${least}`);
  }

  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const style = getComputedStyle(element);
    const ground = background(element);
    if ([...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) {
      const pixels = parseFloat(style.fontSize);
      const large = pixels >= 24 || (pixels >= 18.66 && Number(style.fontWeight) >= 700);
      check(element, "text", style.color, ground, large ? LARGE : TEXT);
      texts.add(style.color);
    }
    if (element.matches(".legend i, #numbers i")) check(element, "mark", style.backgroundColor, background(element.parentElement), GRAPHIC);
    if (element.matches(".badge")) check(element, "mark", getComputedStyle(element, "::before").backgroundColor, ground, GRAPHIC);
    if (element.matches("input, select, button")) check(element, "edge", style.borderTopColor, background(element.parentElement), GRAPHIC);
  }
  return { found, colours: texts.size };
})()
