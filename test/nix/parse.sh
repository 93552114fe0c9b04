# Every Nix file of the project, whether it is committed yet or not.

parse_all() {
  local file count=0 bad=0
  while IFS= read -r file; do
    count=$((count + 1))
    NIX_CONFIG="build-users-group =" NIX_ARGV0=nix-instantiate "$NIX" --parse "$root/$file" > /dev/null || bad=1
  done < <(git -C "$root" ls-files -co --exclude-standard '*.nix')
  [ "$bad" = 0 ] || exit 1
  [ "$count" -gt 10 ] || { echo "only $count Nix files were found" >&2; exit 1; }
  echo "parsed: $count Nix files"
}
