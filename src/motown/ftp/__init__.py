"""Files to and from charge points, over FTP and FTPS, on a thread of its own: diagnostics come, firmware goes."""
