"""What every piece of cooperation shares: records, parties, confirmations, links, inbox."""
