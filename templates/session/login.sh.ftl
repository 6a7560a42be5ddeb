[#-- The line that the login shell gets. That may be csh or fish: one line, single quotes around every script, so no
     script here holds a newline, a quote, a backslash or an exclamation mark. --][#t]
exec sh -c [=enter] nsfleet [=leash] [=boot] [=prompt] [=user] [=lock]
