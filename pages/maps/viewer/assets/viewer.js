// The map viewer's entry: one map for each place in the page, kept while Streamlit sends it new properties.

import {MapView} from "./map_view.js";

const maps = new WeakMap();

export default function ({data, parentElement, setStateValue, setTriggerValue}) {
  let map = maps.get(parentElement);
  if (!map) {
    map = new MapView(parentElement.querySelector(".viewer"));
    maps.set(parentElement, map);
  }
  map.update(new TextDecoder().decode(data), {state: setStateValue, event: setTriggerValue});
  return () => {
    map.remove();
    maps.delete(parentElement);
  };
}
