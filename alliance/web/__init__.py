"""What pages share: base page, components, clock, errors, storage. No table, no domain word."""
