[#if first][#t]
frame_failed=
[/#if][#t]
[#if kind == "chained"][#t]
run_chained [=id] [=program] .
[#elseif kind == "locking"][#t]
run_locking [=id] [=program] .
[#else][#t]
run_frame [=id] [=program] .
[/#if][#t]
