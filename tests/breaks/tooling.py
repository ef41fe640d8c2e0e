from breaks.changes import Break

BREAKS = [
    Break("tooling/base-tools", "kind: tracking", "kind: logging", at="tools:"),
    Break(
        "tooling/interoperability",
        "capabilities: [end-to-end], integrates: [warehouse]",
        "capabilities: [end-to-end], integrates: []",
    ),
    Break("tooling/capabilities", "[multi-channel, smart-tags]", "[multi-channel]"),
    Break("tooling/compatibility", "assessed: 2026-02-15", "assessed: 2026-07-15"),
    Break("tooling/renewal", ", retire_when: 标签准确率低于 80%", "", at="- {id: crm"),
]
