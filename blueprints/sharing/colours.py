"""The colours of app.css on paper: pictures and posters have no night."""

PAPER, SUNK, INK, QUIET, BAD = "#fbf9f4", "#f3efe6", "#16212b", "#4a5763", "#b3261e"
LINE = "#8a8678"
KINDS = {"info-days": "#1f4f8f", "conferences": "#8a2f5a", "delegations": "#1b6b3a", "qa-sessions": "#7a4a00"}
