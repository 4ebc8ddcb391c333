// What the templates of an action see: the firing with its events, and objects of the API that the triggering event
// tells of.
#pragma once

#include <models/automations/actions/triggered_action.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models::actions {

// Objects by the names that templates call them by ("flow_run"); null where there is none.
using template_objects = std::map<std::string, json_text>;

// Those of them whose name `templates` has anywhere, read; none without a triggering event. A run is in the state that
// the event tells of: it may be in another one by now.
task<template_objects> read_template_objects(db::connection& conn, triggered_action of, std::string templates);

// All of it as a JSON object. `ui_url`: the address of the dashboard, empty where nobody knows.
std::string template_context(triggered_action const& of, template_objects const& objects, std::string_view ui_url);

} // namespace praetor::models::actions
