#include <models/automations/actions/template_faults.hpp>

namespace praetor::models::actions {
namespace {

// A codec has no place for what was found out about its document.
thread_local template_faults const* known_here = nullptr;

} // namespace

template_faults::known::known(template_faults const& all) noexcept : before_(known_here)
{
    known_here = &all;
}

template_faults::known::~known()
{
    known_here = before_;
}

bool template_faults::refuse(boost::json::value const& from, json::problems& found)
{
    if (known_here == nullptr)
        return false;
    auto const fault = known_here->words_.find(&from);
    if (fault == known_here->words_.end())
        return false;
    found.add_value_error(fault->second, from);
    return true;
}

} // namespace praetor::models::actions
