[#-- The whole program for one host: safe to run twice. --]
#!/bin/sh
# nsfleet: what [=comment(host)] should have, as one program.
# Run it as root. Each command looks first, so it may be run again at any time; it stops at the
# first failure. It needs sh, iproute2 and nsenter[#list filters as tool], and [=comment(tool)][/#list].
set -eu
LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH
[#list labs as lab]

# ==== lab [=comment(lab.name)] ====
[#list lab.steps as step]

# [=comment(step.identity)][#if step.name??]: [=comment(step.name)][/#if]
[#if !step.operations?has_content]
# nothing of its own
[/#if]
[#list step.operations as operation]
[#assign o = operation]
[#include "../ops/common.ftl"]
[#include "../ops/" + o.kind + ".ftl"]
[@guarded/]
[/#list]
[/#list]
[/#list]
