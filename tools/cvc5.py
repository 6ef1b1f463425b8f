"""The solver cvc5 as a program: reads SMT-LIB commands from standard input and answers each as soon as it is whole."""

import sys

import cvc5


def commands(lines):
    """Joins lines until every bracket is closed, leaving out what stands in strings, quoted names and comments."""
    text, depth, quote = "", 0, None
    for line in lines:
        for at, letter in enumerate(line):
            if quote:
                quote = None if letter == quote else quote
            elif letter in '"|':
                quote = letter
            elif letter == ";":
                line = line[:at] + "\n"
                break
            else:
                depth += {"(": 1, ")": -1}.get(letter, 0)
        text += line
        if depth == 0 and quote is None and text.strip():
            yield text
            text = ""


def fresh():
    """A solver that knows nothing yet, its names and its reader."""
    solver = cvc5.Solver(cvc5.TermManager())
    # A question that is not answered within a minute is answered "unknown", which proves nothing.
    solver.setOption("tlimit-per", "60000")
    names = cvc5.SymbolManager(solver.getTermManager())
    return solver, names, cvc5.InputParser(solver, names)


def main():
    solver, names, reader = fresh()
    for text in commands(sys.stdin):
        reader.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "standard input")
        while not (command := reader.nextCommand()).isNull():
            if command.getCommandName() == "exit":
                return
            if command.getCommandName() == "reset":
                solver, names, reader = fresh()
                break
            answer = command.invoke(solver, names).strip()
            if answer:
                print(answer, flush=True)


main()
