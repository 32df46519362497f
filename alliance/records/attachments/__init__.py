"""Files on a record: kept as they came, shown to those who may see the record, judged by someone of no party."""
