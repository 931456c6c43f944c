DROP TABLE menu_entry_offers;
DROP TABLE menu_entries;
