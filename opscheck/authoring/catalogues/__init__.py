"""Keeps the translations of packages in step with their sources, for opscheck and for every plugin in the same way.

    python -m opscheck.authoring.catalogues              opscheck and the plugins that come with it
    python -m opscheck.authoring.catalogues acme_rules   a plugin of your own
    python -m opscheck.authoring.catalogues --check …    changes nothing, and says what is missing

It needs Babel. A package's translations are ``PACKAGE/locale/zh/LC_MESSAGES/PACKAGE.po``: whoever translates edits that
file, and the same command compiles it. ``docs/translating.md`` says more.
"""
