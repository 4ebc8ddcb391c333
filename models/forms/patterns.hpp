// Regular expressions as schemas have them, over code points.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

namespace praetor::models::schemas {

// The expressions of one schema, each compiled once.
class pattern_cache
{
public:
    pattern_cache();
    ~pattern_cache();

    // Whether `pattern` matches anywhere in `text`; nothing where it is no regular expression. One that would take too
    // long does not match.
    std::optional<bool> search(std::string_view pattern, std::string_view text);

private:
    struct compiled_patterns;
    std::unique_ptr<compiled_patterns> known_;
};

// False for one of more than 100,000 bytes too.
bool is_pattern(std::string_view text);

} // namespace praetor::models::schemas
