/** Completions for zsh. */
import type { CommandRow } from '../commandRow.js';
import { type FirstWord, firstWords, flagsOf, flagsWithoutCommand, type NamedFlag, quoted } from './words.js';

export function zshCompletions(): string {
  const list = firstWords.map(({ word, summary }) => `    ${quoted(`${word}:${escaped(summary)}`)}`);
  return `#compdef fw16-synth
# Completions of fw16-synth for zsh, made by: fw16-synth completions zsh
_fw16-synth() {
  local context state state_descr line ret=1
  typeset -A opt_args
  local -a commands
  commands=(
${list.join('\n')}
  )
  _arguments -C \\
${flagSpecs(flagsWithoutCommand(), '    ')} \\
    '1:command:->command' \\
    '*::argument:->argument' && ret=0
  case $state in
    (command)
      _describe -t commands command commands && ret=0
      ;;
    (argument)
      case $words[1] in
${firstWords.map(commandCase).join('\n')}
      esac && ret=0
      ;;
  esac
  return ret
}
_fw16-synth "$@"
`;
}

function commandCase({ word, row, group }: FirstWord): string {
  if (group.length === 0 && row !== undefined)
    return `        (${word})\n${plain(row, '          ')}\n          ;;`;
  const seconds = group.map((one) => quoted(`${one.word}:${escaped(one.row.summary)}`));
  const cases = group.map(
    (one) => `            (${one.word})\n${plain(one.row, '              ')}\n              ;;`,
  );
  const other =
    row === undefined ? '' : `\n            (*)\n${plain(row, '              ')}\n              ;;`;
  const files = row?.completes === 'file' ? '\n            _files' : '';
  return `        (${word})
          if ((CURRENT == 2)); then
            local -a seconds
            seconds=(${seconds.join(' ')})
            _describe -t commands command seconds${files}
          else
            shift words
            ((CURRENT--))
            case $words[1] in
${cases.join('\n').replaceAll('\n', '\n  ').replace(/^/, '  ')}${other.replaceAll('\n', '\n  ')}
            esac
          fi
          ;;`;
}

function plain(row: CommandRow, indent: string): string {
  const operands =
    row.operandCount === undefined
      ? ''
      : ` \\\n${indent}  ${quoted(`*:${operandName(row)}:${action(row.completes)}`)}`;
  return `${indent}_arguments \\\n${flagSpecs(flagsOf(row), `${indent}  `)}${operands}`;
}

function operandName(row: CommandRow): string {
  return (row.operands ?? '').replace(/[^A-Za-z ]/g, '').toLowerCase() || 'argument';
}

function flagSpecs(flags: readonly NamedFlag[], indent: string): string {
  return flags
    .map(({ name, value, help, completes, repeatable }) => {
      const star = repeatable ? '*' : '';
      const text = `[${escaped(help)}]`;
      if (value === undefined) return `${indent}${quoted(`${star}--${name}${text}`)}`;
      return `${indent}${quoted(`${star}--${name}=${text}:${value}:${action(completes)}`)}`;
    })
    .join(' \\\n');
}

function action(completes: NamedFlag['completes']): string {
  if (completes === undefined) return ' ';
  if (completes === 'file') return '_files';
  if (completes === 'folder') return '_files -/';
  return `(${completes.join(' ')})`;
}

/** What has a meaning in the specifications of `_arguments` and `_describe`. */
function escaped(text: string): string {
  return text.replace(/[\\:[\]]/g, '\\$&');
}
