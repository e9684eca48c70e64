"""The demo source: four simulated reporting bodies, and the simulator that writes their files."""
