// Circles, areas and routes as layers, finished or in the making. Their form is that of `viewer_state.py`.

import {circleOutline, unwrapped} from "./geodesy.js";

const LINE = [255, 196, 61, 255];
const VEIL = [255, 196, 61, 36];

export function shapeLayers(deck, shape) {
  if (!shape) return [];
  const corners = unwrapped(shape.kind === "circle" ? [shape.centre] : (shape.corners ?? shape.waypoints));
  const dots = new deck.ScatterplotLayer({
    id: "drawn-corners", data: corners, getPosition: (corner) => corner, getFillColor: LINE, getRadius: 4, radiusUnits: "pixels",
  });
  if (shape.kind === "route") return [trackLayer(deck, corners), dots];
  const ring = shape.kind === "circle" ? circleOutline(shape.centre, shape.radius_nm) : corners;
  return ring.length < 2 ? [dots] : [areaLayer(deck, ring), dots];
}

function areaLayer(deck, ring) {
  return new deck.PolygonLayer({
    id: "drawn-area", data: [ring], getPolygon: (corners) => corners, getFillColor: VEIL, getLineColor: LINE, lineWidthUnits: "pixels",
    getLineWidth: 2,
  });
}

function trackLayer(deck, track) {
  return new deck.PathLayer({
    id: "drawn-route", data: [track], getPath: (path) => path, getColor: LINE, widthUnits: "pixels", getWidth: 2.5, jointRounded: true,
    capRounded: true,
  });
}
