dist_bashcompletion_DATA += etc/completion/l2tpctl
dist_zshcompletion_DATA += etc/completion/_l2tpctl
