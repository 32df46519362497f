"""Writers of PDF, XLSX and CSV; knows no model."""
