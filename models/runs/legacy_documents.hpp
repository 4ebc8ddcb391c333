// Documents that older releases of Prefect stored. They lack the keys that came since; the reference fills them in when
// it reads them, and so do these, before the text passes on into a reply.
#pragma once

#include <models/runs/state.hpp>

#include <server/base/json/codec.hpp>

namespace praetor::models {

// Each gives the document with every key, or as it is where it has the newest one: then only a search of the text is
// paid. What can not be read stays as it is.
json_text complete_flow_run_policy(json_text stored);
json_text complete_task_run_policy(json_text stored);
json_text complete_state_details(json_text stored);
stored_state complete_state(stored_state stored);

} // namespace praetor::models
