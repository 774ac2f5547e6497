"""The report's charts: a grammar of graphics (Vega-Lite) rendered to SVG without a browser."""
