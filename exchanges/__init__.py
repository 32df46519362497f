"""Who went where: visits, delegations, study, training, practice, tours."""
