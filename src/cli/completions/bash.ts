/** Completions for bash. They need nothing of the package bash-completion. */
import type { CommandRow } from '../commandRow.js';
import {
  allFlags,
  type FirstWord,
  firstWords,
  flagsOf,
  flagsWithoutCommand,
  type NamedFlag,
} from './words.js';

export function bashCompletions(): string {
  const withValue = allFlags.filter(({ value }) => value !== undefined);
  return `# Completions of fw16-synth for bash, made by: fw16-synth completions bash
_fw16_synth() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} word i
  local -a given=()
  COMPREPLY=()
  # "--flag=value" comes as three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $previous in
${valueCases(withValue)}
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case $word in
      ${withValue.map(({ name }) => `--${name}`).join(' | ')})
        [[ \${COMP_WORDS[i + 1]} == = ]] && ((i++))
        ((i++))
        ;;
      -*) ;;
      *) given+=("$word") ;;
    esac
  done
  case "\${given[*]}" in
    '') ${words([...firstWords.map(({ word }) => word), ...flagWords(flagsWithoutCommand())])} ;;
${firstWords.map(commandCases).join('\n')}
  esac
}
complete -F _fw16_synth fw16-synth
`;
}

/** One case for each kind of value. */
function valueCases(flags: readonly NamedFlag[]): string {
  const kinds = new Map<string, string[]>();
  for (const { name, completes } of flags) {
    const action = completes === undefined ? 'return' : `${offer(completes)}\n      return`;
    kinds.set(action, [...(kinds.get(action) ?? []), `--${name}`]);
  }
  return [...kinds]
    .map(([action, names]) => `    ${names.join(' | ')})\n      ${action}\n      ;;`)
    .join('\n');
}

function commandCases({ word, row, group }: FirstWord): string {
  const second = group.map((one) => one.word);
  const own = row === undefined ? [] : flagWords(flagsOf(row));
  const files = row?.completes;
  const first = [words([...second, ...own, ...(Array.isArray(files) ? files : [])])];
  if (files === 'file' || files === 'folder') first.push(offer(files, '+='));
  const groupCases = group.map((one) => commandCase(`${word} ${one.word}`, one.row));
  return [...groupCases, `    ${word} | ${`'${word} '*`})\n      ${first.join('\n      ')}\n      ;;`].join(
    '\n',
  );
}

function commandCase(name: string, row: CommandRow): string {
  const offers = [
    words([...flagWords(flagsOf(row)), ...(Array.isArray(row.completes) ? row.completes : [])]),
  ];
  if (row.completes === 'file' || row.completes === 'folder') offers.push(offer(row.completes, '+='));
  return `    '${name}' | '${name} '*)\n      ${offers.join('\n      ')}\n      ;;`;
}

function flagWords(flags: readonly NamedFlag[]): string[] {
  return flags.map(({ name }) => `--${name}`);
}

function words(offered: readonly string[]): string {
  return `mapfile -t COMPREPLY < <(compgen -W '${offered.join(' ')}' -- "$current")`;
}

function offer(completes: readonly string[] | 'file' | 'folder', assign = '='): string {
  if (typeof completes !== 'string') return words(completes);
  const kind = completes === 'file' ? '-f' : '-d';
  const list = `mapfile -t${assign === '+=' ? ' -O "${#COMPREPLY[@]}"' : ''} COMPREPLY < <(compgen ${kind} -- "$current")`;
  // It does not exist where the function is called by hand.
  return `compopt -o filenames 2> /dev/null\n      ${list}`;
}
