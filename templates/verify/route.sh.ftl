[#-- ip-route(8). JSON since iproute2 5.0; older ones print text all the same. Model c: to --]
[#if c.guard]exec [/#if]ip[#if c.netns??] -n [=c.netns][/#if] -j route get [=c.to]
