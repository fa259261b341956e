-- A send to everyone takes an app's users by id, a page at a time; between them may lie any number of other apps' users.
create index app_user_in_order on app_user (app_id, id);
