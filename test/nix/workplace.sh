# A copy of the project without what is ignored (a flake is copied to the store as it lies there), and a copy of the tools
# with the names and builders that the project needs beyond theirs.

make_workplace() {
  workplace=$cache/fw16-synth
  export WORK=$workplace/work PROJECT=$workplace/project
  mkdir -p "$workplace"
  rm -rf "$workplace/tools" "$PROJECT"
  cp -r "$tools" "$workplace/tools"
  chmod -R u+w "$workplace/tools"
  tools=$workplace/tools
  cat "$here/names.txt" >> "$tools/extra-names.txt"
  mv "$tools/nixpkgs-stub/default.nix" "$tools/nixpkgs-stub/stub.nix"
  cp "$here/stub.nix" "$tools/nixpkgs-stub/more.nix"
  cat > "$tools/nixpkgs-stub/default.nix" << 'DEFAULT'
args: import ./stub.nix (args // { overlays = [ (import ./more.nix) ] ++ (args.overlays or [ ]); })
DEFAULT
  mkdir -p "$PROJECT"
  (cd "$root" && git ls-files -coz --exclude-standard | xargs -0 ls -d 2> /dev/null | tar -c -T - | tar -x -C "$PROJECT")
  export LIMIT=${LIMIT:-1500}
  # That the inputs are others than in flake.lock is what is wanted here.
  exec 2> >(grep --line-buffered -vE "^(warning: not writing modified lock file|• (Added|Updated) input|    (follows )?'|  → )|npm warn Unknown" >&2)
  "$tools/run.sh" assemble
}
