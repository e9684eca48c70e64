// What stands over the map: scale bar, position, tooltip.

import {KM_PER_NM, chartPosition, metresPerPixel, roundLength} from "./geodesy.js";

const LONGEST_BAR = 110;

export function showScale(element, {latitude, zoom}) {
  const metres = metresPerPixel(latitude, zoom);
  const words = [["nm", KM_PER_NM * 1000], ["km", 1000]].map(([unit, size]) => {
    const length = roundLength((LONGEST_BAR * metres) / size);
    const bar = element.querySelector(`.${unit}`);
    bar.style.width = `${(length * size) / metres}px`;
    bar.textContent = `${length.toLocaleString("en")} ${unit}`;
    return `${bar.textContent} are ${Math.round((length * size) / metres)} pixels`;
  });
  element.setAttribute("aria-label", `Scale in the middle of the map: ${words.join(", ")}`);
}

// Where no pointer is over the map, as on a telephone, the position of its middle.
export function showPosition(element, pointer, {longitude, latitude}) {
  element.textContent = pointer ? chartPosition(pointer) : `Middle ${chartPosition([longitude, latitude])}`;
}

export function showTooltip(element, html, x, y) {
  element.hidden = !html;
  if (!html) return;
  element.innerHTML = html;
  const {offsetWidth: width, offsetHeight: height, offsetParent: frame} = element;
  element.style.left = `${Math.max(4, x + 14 + width < frame.clientWidth ? x + 14 : x - 14 - width)}px`;
  element.style.top = `${Math.max(4, Math.min(y + 14, frame.clientHeight - height - 4))}px`;
}
