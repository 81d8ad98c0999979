using WhaleCopy.Api.Problems;
using WhaleCopy.Core;
using WhaleCopy.Core.Users;

namespace WhaleCopy.Api.Users;

internal static class UserProblems
{
    public static readonly ProblemKind SettingsInvalid = new("SETTINGS_INVALID", 422, "Some settings are out of their range.");

    /// <summary>The errors of Core's rules by field.</summary>
    public static Dictionary<string, string[]> ByField(EquatableArray<SettingError> errors) =>
        errors.GroupBy(error => error.Field).ToDictionary(group => group.Key, group => group.Select(error => error.Message).ToArray());
}
