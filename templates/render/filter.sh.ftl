[#-- What a lab has in a namespace's packet filter, once for each family and backend. --]
set -e
[#list operations as operation]
[#assign o = operation]
[#include "../ops/common.ftl"]
[#include "../ops/" + o.kind + ".ftl"]
[@plain/]
[/#list]
