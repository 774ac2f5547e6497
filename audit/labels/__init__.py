"""Labels given by people: drawn, joined to texts, held against readings, applied to figures."""
