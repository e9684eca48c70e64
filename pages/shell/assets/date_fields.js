// Streamlit takes over a typed date only when its calendar closes. Enter, which anybody presses, closes it.
document.addEventListener("keydown", (event) => {
  const part = event.target;
  if (event.key !== "Enter" || part.getAttribute?.("role") !== "spinbutton" || !part.closest('[data-testid="stDateInput"]')) return;
  // There the same key would close the popover and lose the date; it is taken over when the field is left.
  if (part.closest('[data-testid="stPopoverBody"]')) return;
  part.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
}, true);
