#include <models/automations/triggers/event_name.hpp>

namespace praetor::models {

// Goes back to the last "*" alone: what an earlier one could take, a later one can take too.
bool begins_with_pattern(std::string_view pattern, std::string_view name)
{
    std::string_view after_star;
    std::string_view retried;
    bool starred = false;
    while (!pattern.empty()) {
        if (pattern.front() == '*' && !name.empty() && name.front() != '\n') {
            pattern.remove_prefix(1);
            name.remove_prefix(1);
            after_star = pattern;
            retried = name;
            starred = true;
        }
        else if (pattern.front() != '*' && !name.empty() && pattern.front() == name.front()) {
            pattern.remove_prefix(1);
            name.remove_prefix(1);
        }
        else {
            if (!starred || retried.empty() || retried.front() == '\n')
                return false;
            retried.remove_prefix(1);
            name = retried;
            pattern = after_star;
        }
    }
    return true;
}

} // namespace praetor::models
