"""Whether sources and feeds still report: warnings beside figures, and tables for whoever runs the warehouse."""
