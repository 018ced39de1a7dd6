"""How a chart is worked out, by Making Data Count, Shewhart and Anhøj. The doors are spc.py and runchart.py. Pure."""
