"""What a resume changes in an interview, by explicit rules: flow records it, `parley resume` shows it beforehand."""
