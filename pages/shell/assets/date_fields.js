// Streamlit takes over a typed date only when its calendar closes. Enter, which anybody presses, closes it.
document.addEventListener("keydown", (event) => {
  const part = event.target;
  if (event.key !== "Enter" || part.getAttribute?.("role") !== "spinbutton" || !part.closest('[data-testid="stDateInput"]')) return;
  part.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
}, true);
