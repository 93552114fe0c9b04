# What the README says to paste, as it stands there: every ```nix block, by what its first line says that it is.

readme_evaluates() {
  local folder=$workplace/readme
  rm -rf "$folder"
  mkdir -p "$folder"
  awk -v folder="$folder" '
    /^```nix$/ { inside = 1; count++; next }
    /^```$/ { inside = 0 }
    inside { print > (folder "/" count ".nix") }
  ' "$root/README.md"

  local count=0 file first
  for file in "$folder"/*.nix; do
    first=$(head -1 "$file")
    case $first in
      *flake.nix*) readme_flake "$file" ;;
      *configuration.nix*) readme_module nixos "$file" ;;
      *home.nix*) readme_module home "$file" ;;
      *) echo "README.md: a block of Nix has to say in its first line where it goes: $first" >&2; exit 1 ;;
    esac
    count=$((count + 1))
  done
  [ "$count" -ge 4 ] || { echo "README.md: only $count blocks of Nix" >&2; exit 1; }
  echo "README: $count blocks evaluate"
}

# A whole configuration, with the inputs that are here in place of those that it names.
readme_flake() {
  local folder
  folder=$(dirname "$1")/flake
  mkdir -p "$folder"
  cp "$1" "$folder/flake.nix"
  printf '{ users.users.alice.isNormalUser = true; }\n' > "$folder/configuration.nix"
  "$tools/run.sh" nix eval --raw --no-write-lock-file "path:$folder#nixosConfigurations.laptop.config.system.build.toplevel.drvPath" \
    --override-input nixpkgs "path:$WORK/nixpkgs" --override-input fw16-synth "path:$PROJECT" \
    --override-input fw16-synth/home-manager "path:$WORK/home-manager" > /dev/null
}

# readme_module KIND FILE
readme_module() {
  "$tools/run.sh" nix eval --impure --raw --expr \
    "(import $here/readme.nix { work = $WORK; project = $PROJECT; block = $2; }).$1" > /dev/null
}
